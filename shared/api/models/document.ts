import { z } from 'zod'

/** A document as it came: the route that takes it parses it, so as to say all that is wrong with it. */
export const Document = z.record(z.string(), z.unknown())
