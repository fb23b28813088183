/** Bare Express, a second time: how far its share is from 1 is how far any other may be off. */
export { createGuard } from './bare.js'
