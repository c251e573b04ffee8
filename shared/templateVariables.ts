import { Liquid } from 'liquidjs'

const liquid = new Liquid()

/**
 * The paths that a Liquid template reads from outside, `customer.firstName`. A path ends where it depends on a value or on a place
 * in a list. Throws liquidjs' ParseError when the template can't be read.
 */
export function templateVariables(text: string): readonly string[] {
  const paths = liquid.globalVariableSegmentsSync(liquid.parse(text)).map((segments) => {
    const end = segments.findIndex((segment) => typeof segment !== 'string')
    return (end < 0 ? segments : segments.slice(0, end)).join('.')
  })
  return [...new Set(paths)]
}
