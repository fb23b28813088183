/** The tenant of users without a `tid`, where the issuer has many. */
export const defaultTenant = '11111111-2222-4333-8444-555555555555'

/** The issuer identifier, and the base URLs of the endpoints (without a trailing slash) with their path. */
export interface Location {
  readonly issuer: string
  /** The issuer in the metadata of a provider of many tenants, with the placeholder '{tenantid}'. */
  readonly issuerTemplate?: string
  readonly base: string
  /** The base URL of the endpoints that browsers use. */
  readonly frontBase: string
  readonly basePath: string
  /** The base URL of the endpoints that request a client certificate. */
  readonly mutualTlsBase?: string
}
