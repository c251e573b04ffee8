/**
 * The value that a path of keys joined by dots leads to, or undefined. A list on the way is reached into element by element, and the
 * answer then is the flat list of what was found. A key that itself contains dots is found too.
 *
 * @example valueAt({ products: [{ sku: 'A' }, { sku: 'B' }] }, 'products.sku') // ['A', 'B']
 */
export function valueAt(root: unknown, path: string): unknown {
  if (Array.isArray(root)) return root.flatMap((element) => present(valueAt(element, path)))
  if (typeof root !== 'object' || root === null) return undefined
  if (Object.hasOwn(root, path)) {
    const value = (root as Record<string, unknown>)[path]
    return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY).filter(isPresent) : value
  }
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot)
    if (!Object.hasOwn(root, key)) continue
    const value = valueAt((root as Record<string, unknown>)[key], path.slice(dot + 1))
    if (value !== undefined) return value
  }
  return undefined
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null

const present = (value: unknown): unknown[] => (Array.isArray(value) ? value : isPresent(value) ? [value] : [])

/** The elements of the list that a path leads to; what is no list is the only element. */
export const elementsAt = (root: unknown, path: string): unknown[] => present(valueAt(root, path))
