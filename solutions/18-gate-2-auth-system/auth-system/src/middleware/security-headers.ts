import helmet from 'helmet'

/** The service answers JSON and redirects: no page of it needs anything. */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], scriptSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
})
