/** The lists of the exercise, once more: those in the learner's file may have been changed. */
export const WATCHED_HEADERS = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
]

export const COMMON_PASSWORDS = [
  ...['123456', 'password', 'qwerty', 'letmein', 'dragon', 'monkey'],
  ...['sunshine', 'princess', 'superman', 'hunter2', 'trustno1', 'secret'],
]
