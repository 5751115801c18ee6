/** One thing that `course doctor` looked at. */
export interface Finding {
  id: string
  group: 'needed' | 'comfort' | 'services'
  label: string
  /** missing: something needed does not work. lacking: the course works, with less. */
  status: 'fine' | 'lacking' | 'missing'
  detail: string
  /** What to do, where there is something to do. */
  mend?: string
}
