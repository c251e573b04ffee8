import type { Json } from '../../shared/customer.ts'
import type { Path } from '../plan.ts'

type Values = { readonly [name: string]: Json }

/** What templates may name. */
type TemplateValues = {
  /** Attributes by name, without their times. */
  readonly customer: Values
  /** Properties of the event that began the run. */
  readonly trigger: Values
  readonly store: Values
}

/** Where each of them is read, once a template names it. */
export type TemplateSources = { readonly [Root in keyof TemplateValues]: () => Values }

/**
 * The values that templates name, and no others, as they are now: a message keeps them, so that it reads the same whenever it is rendered.
 * A path is cut where it leads into a list (the whole list is kept); `customer` alone stands for all attributes.
 */
export function valuesFor(variables: readonly Path[], sources: TemplateSources): TemplateValues {
  const values = { customer: {}, trigger: {}, store: {} }
  for (const variable of variables) {
    const [root] = variable
    if (root === 'customer' || root === 'trigger' || root === 'store') keep(values[root], sources[root](), variable, 1)
  }
  return values
}

/** Of a source what is left of the path from there on. */
function keep(kept: Record<string, Json>, source: Values, path: Path, from: number): void {
  if (from === path.length) {
    for (const [name, value] of Object.entries(source)) define(kept, name, value)
    return
  }
  // A name may itself hold dots: `customer["address.city"]` is the variable `customer.address.city` too.
  let name = ''
  for (let to = from + 1; to <= path.length; to++) {
    name = to === from + 1 ? path[from]! : `${name}.${path[to - 1]}`
    if (!Object.hasOwn(source, name)) continue
    const value = source[name] as Json
    if (to === path.length || !isValues(value)) define(kept, name, value)
    else {
      if (!Object.hasOwn(kept, name)) define(kept, name, {})
      if (kept[name] !== value) keep(kept[name] as Record<string, Json>, value, path, to)
    }
  }
}

const isValues = (value: Json): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

function define(kept: Record<string, Json>, name: string, value: Json): void {
  if (name !== '__proto__') kept[name] = value
  // A plain assignment would set the prototype instead of a property.
  else Object.defineProperty(kept, name, { value, enumerable: true, writable: true, configurable: true })
}
