import { sharing } from '../sharing.js'
import { createGuard as createFloor } from './floor-returning.js'

export const createGuard = (config) => sharing(createFloor(config))
