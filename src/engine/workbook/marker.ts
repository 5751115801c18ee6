/** Marks a folder as a workbook, and holds what the tool must remember of it: its course, pristine starters, kept versions. */
export const MARKER = '.course'
