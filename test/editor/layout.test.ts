import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layout, nodeWidth, type Shape, wayKey } from '../../editor/canvas/layout.ts'
import { routeWay } from '../../editor/canvas/routeWay.ts'

const height = 80

function shapes(graph: Record<string, Record<string, string | undefined>>, starts = ['start']): Shape[] {
  return Object.entries(graph).map(([id, ports]) => ({
    id,
    height,
    isStart: starts.includes(id),
    ports: Object.entries(ports).map(([port, to]) => ({ id: port, to })),
  }))
}

/** Up to two dozen nodes of up to four ports each, which lead anywhere. */
const anyShapes = fc
  .integer({ min: 1, max: 24 })
  .chain((count) =>
    fc.array(
      fc.array(fc.option(fc.integer({ min: 0, max: count - 1 }), { nil: undefined }), { minLength: 0, maxLength: 4 }),
      { minLength: count, maxLength: count },
    ),
  )
  .map((lists): Shape[] =>
    lists.map((ports, index) => ({
      id: `n-${index}`,
      height,
      isStart: index === 0,
      ports: ports.map((to, port) => ({ id: `p-${port}`, to: to === undefined ? undefined : `n-${to}` })),
    })),
  )

const halfLabel = { width: 50, height: 10 }

const middle = (at: { x: number } | undefined) => at!.x + nodeWidth / 2

describe('the layout', () => {
  test('puts a chain in one column, top to bottom', () => {
    const { nodes } = layout(shapes({ start: { next: 'a' }, a: { next: 'b' }, b: { next: undefined } }))
    expect(new Set([...nodes.values()].map((at) => at.x)).size).toBe(1)
    expect(nodes.get('start')!.y).toBeLessThan(nodes.get('a')!.y)
    expect(nodes.get('a')!.y).toBeLessThan(nodes.get('b')!.y)
  })

  test('keeps branches in the order of their ports, whatever the order in the file', () => {
    const { nodes } = layout(
      shapes({ c: {}, start: { one: 'a', two: 'b', else: 'c' }, b: { next: undefined }, a: { next: undefined } }),
    )
    expect(nodes.get('a')!.x).toBeLessThan(nodes.get('b')!.x)
    expect(nodes.get('b')!.x).toBeLessThan(nodes.get('c')!.x)
  })

  test('puts a join below all that it closes, in the middle of what leads to it', () => {
    const { nodes } = layout(
      shapes({ start: { one: 'a', two: 'b' }, a: { next: 'a2' }, a2: { next: 'end' }, b: { next: 'end' }, end: {} }),
    )
    expect(nodes.get('end')!.y).toBeGreaterThan(nodes.get('a2')!.y + height)
    expect(middle(nodes.get('end'))).toBeCloseTo((middle(nodes.get('a2')) + middle(nodes.get('b'))) / 2)
    expect(middle(nodes.get('end'))).toBeCloseTo(middle(nodes.get('start')))
  })

  test('keeps a column free for a way that passes other nodes', () => {
    const { nodes, lanes } = layout(shapes({ start: { one: 'a', else: 'end' }, a: { next: 'end' }, end: {} }))
    const lane = lanes.get(wayKey('start', 'else'))!
    expect(lane).toBeGreaterThan(nodes.get('a')!.x + nodeWidth)
  })

  test('leads a loop back around the block that it closes', () => {
    const { nodes, returns } = layout(
      shapes({ start: { next: 'a' }, a: { again: 'a2', out: undefined }, a2: { next: 'a' } }),
    )
    expect(returns.get(wayKey('a2', 'next'))!).toBeGreaterThan(nodes.get('a')!.x + nodeWidth)
  })

  test('keeps a column below the node for each way that leads back from it', () => {
    const { lanes } = layout(shapes({ start: { next: 'a' }, a: { next: 'b' }, b: { one: 'a', two: 'a' } }))
    expect(lanes.get(wayKey('b', 'one'))!).toBeLessThan(lanes.get(wayKey('b', 'two'))! - 100)
  })

  test('gives every open port its own end', () => {
    const { ends } = layout(shapes({ start: { one: undefined, two: undefined } }))
    expect(ends.get(wayKey('start', 'one'))!.x).toBeLessThan(ends.get(wayKey('start', 'two'))!.x)
  })

  test('places every node, and no two over each other, for any workflow', () => {
    fc.assert(
      fc.property(anyShapes, (some) => {
        const { nodes } = layout(some)
        expect(nodes.size).toBe(some.length)
        const all = [...nodes.values()]
        for (const [index, a] of all.entries())
          for (const b of all.slice(index + 1))
            expect(Math.abs(a.x - b.x) >= nodeWidth || Math.abs(a.y - b.y) >= height).toBe(true)
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  test('lets no card cover the name of a way, for any workflow', () => {
    fc.assert(
      fc.property(anyShapes, (some) => {
        const { nodes, lanes, returns } = layout(some)
        const entries = Map.groupBy(
          some.flatMap(({ ports }) => ports),
          ({ to }) => to,
        )
        for (const { id, ports } of some)
          for (const [index, port] of ports.entries()) {
            if (port.to === undefined || ports.length === 1) continue
            const key = wayKey(id, port.id)
            const [from, to] = [nodes.get(id)!, nodes.get(port.to)!]
            const { label } = routeWay(
              { x: from.x + (nodeWidth * (index + 0.5)) / ports.length, y: from.y + height },
              { x: to.x + nodeWidth / 2, y: to.y },
              {
                isJoin: entries.get(port.to)!.length > 1,
                isNamed: true,
                lane: lanes.get(key),
                back: returns.get(key),
              },
            )
            for (const { x, y } of nodes.values()) {
              const isBeside = label.x + halfLabel.width <= x || label.x - halfLabel.width >= x + nodeWidth
              const isAboveOrBelow = label.y + halfLabel.height <= y || label.y - halfLabel.height >= y + height
              expect(isBeside || isAboveOrBelow).toBe(true)
            }
          }
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  test('lays out a thousand nodes at once', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [
        n === 0 ? 'start' : `n-${n}`,
        { next: n < 999 ? `n-${n + 1}` : undefined },
      ]),
    )
    expect(layout(shapes(chain)).nodes.size).toBe(1000)
  })
})
