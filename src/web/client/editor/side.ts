/** One of two texts that are compared. */
export interface Side {
  name: string
  text: string
}
