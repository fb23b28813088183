import { sharing } from '../sharing.js'
import { createGuard as createFloor } from './floor-new.js'

export const createGuard = (config) => sharing(createFloor(config))
