/** Whoever is measured: what the page calls it, and which signatures it can't check. */
export const contestants = {
  bare: { label: 'bare Express' },
  control: { label: 'bare Express, again' },
  'floor-returning': { label: 'floor: one hash, one lookup' },
  'floor-new': { label: 'floor: parse, one `crypto.verify`' },
  'floor-returning-shared': { label: 'that floor, hidden classes shared' },
  'floor-new-shared': { label: 'that floor, hidden classes shared' },
  tandem: { label: '**api-guard**', isOurs: true },
  'express-oauth2-jwt-bearer': { packages: ['express-oauth2-jwt-bearer'] },
  'express-jwt': { label: 'express-jwt + jwks-rsa', packages: ['express-jwt', 'jwks-rsa'], lacks: ['EdDSA'] },
  'passport-jwt': {
    label: 'passport-jwt + jwks-rsa',
    packages: ['passport', 'passport-jwt', 'jwks-rsa'],
    lacks: ['EdDSA'],
  },
  'aws-jwt-verify': { packages: ['aws-jwt-verify'] },
  'fast-jwt': { packages: ['fast-jwt'] },
  'fast-jwt-cache': { label: 'fast-jwt with its cache' },
}

/** The guards that aren't ours. */
export const peers = [
  'express-oauth2-jwt-bearer',
  'express-jwt',
  'passport-jwt',
  'aws-jwt-verify',
  'fast-jwt',
  'fast-jwt-cache',
]

export const canVerify = (name, algorithm) => !contestants[name].lacks?.includes(algorithm)

export const labelOf = (name) => contestants[name]?.label ?? name
