import { describe, expect, test } from 'vitest'
import { arrange, placesOf, shapesOf } from '../../editor/canvas/arrange.ts'
import { namesOf, portTitleOf } from '../../editor/canvas/describe.ts'
import { type Drawing, drawingOf } from '../../editor/canvas/flow.ts'
import { routeWay } from '../../editor/canvas/routeWay.ts'
import { trailOf } from '../../editor/canvas/trail.ts'
import { applyChange } from '../../editor/store/change.ts'
import type { Draft } from '../../editor/store/document.ts'
import { draft } from './workflows.ts'

const names = namesOf({})
const none = new Map()

function drawn(document: Draft, before?: Drawing, hasEnds = true): Drawing {
  const shapes = shapesOf(document.nodes, names)
  const places = placesOf(document.nodes, shapes, arrange(shapes))
  const titleOfPort = (node: Draft['nodes'][number], port: string) => portTitleOf(node, port, names)
  return drawingOf(
    {
      nodes: document.nodes,
      places,
      selected: new Set(),
      selectedWay: undefined,
      marks: none,
      measured: none,
      titleOfPort,
      hasEnds,
    },
    before,
  )
}

describe('the drawing', () => {
  test('has a card for each step, a way for each port, and an end for each open one', () => {
    const open = applyChange(draft(), { change: 'setPort', id: 'delay-2', port: 'next', to: undefined })
    const { nodes, edges } = drawn(open)
    expect(nodes.map((node) => [node.id, node.type])).toEqual([
      ['event-1', 'card'],
      ['delay-2', 'card'],
      ['delay-2:next', 'end'],
      ['exit-3', 'card'],
    ])
    expect(edges.map((edge) => [edge.source, edge.target])).toEqual([
      ['event-1', 'delay-2'],
      ['delay-2', 'delay-2:next'],
    ])
  })

  test('of a document that changed in one step is new in that step only', () => {
    const before = drawn(draft())
    const changed = applyChange(draft(before.nodes.flatMap((node) => (node.type === 'card' ? [node.data.node] : []))), {
      change: 'setNote',
      id: 'delay-2',
      note: 'mind the weekend',
    })
    const after = drawn(changed, before)
    expect(after.nodes.map((node, index) => node === before.nodes[index])).toEqual([true, false, true])
    expect(after.edges.every((edge, index) => edge === before.edges[index])).toBe(true)
  })

  test('stands where a person put it, and its open ends with it', () => {
    const placed = applyChange(
      applyChange(draft(), { change: 'setPosition', id: 'delay-2', position: { x: 500, y: 40 } }),
      { change: 'setPort', id: 'delay-2', port: 'next', to: undefined },
    )
    const at = (id: string) => drawn(placed).nodes.find((node) => node.id === id)?.position
    expect(at('delay-2')).toEqual({ x: 500, y: 40 })
    expect(at('delay-2:next')?.x).toBe(500 + 120 - 10)
  })

  test('leads a way to what is gone nowhere', () => {
    const broken = applyChange(draft(), { change: 'removeNode', id: 'exit-3' })
    expect(drawn(broken).edges.find((edge) => edge.source === 'delay-2')?.data?.isOpen).toBe(true)
  })
})

describe('the line of a way', () => {
  test('is straight where it can be, and turns round corners where it can not', () => {
    expect(routeWay({ x: 0, y: 0 }, { x: 0, y: 80 }, { isJoin: false }).path).toBe('M0,0L0,80')
    expect(routeWay({ x: 0, y: 0 }, { x: 100, y: 100 }, { isJoin: false }).path).toMatch(/^M0,0L.*Q.*L100,100$/)
  })

  test('leads back in right angles only, with a name and without', () => {
    const corners = (path: string) =>
      path
        .replaceAll(/Q[\d.-]+,[\d.-]+ /g, 'Q')
        .split(/[MLQ]/)
        .slice(1)
    for (const isNamed of [true, false]) {
      const { path } = routeWay({ x: 0, y: 200 }, { x: 0, y: 0 }, { isJoin: true, isNamed, lane: 0, back: 150 })
      const points = corners(path).map((at) => at.split(',').map(Number) as [number, number])
      const straight = points.slice(1).filter(([x, y], index) => x === points[index]![0] || y === points[index]![1])
      // Each corner is one curve, and between two curves a line is level or upright.
      expect(points.length - 1 - straight.length).toBe(4)
    }
  })
})

describe('the trail on the canvas', () => {
  const run = {
    id: '1-0',
    customer: '1',
    customerName: 'Ana',
    workflow: 'welcome',
    workflowTitle: 'Welcome',
    version: 1,
    key: '',
    state: 'active' as const,
    node: 'delay-2',
    startedAt: '2026-11-01T08:00:00Z',
    dueAt: null,
    paused: false,
    endedAt: null,
    reason: null,
  }
  const at = '2026-11-01T08:00:00Z'

  test('marks the ways taken, and at each step why', () => {
    const { marks, taken } = trailOf(
      [
        { at, node: 'event-1', visit: 1, what: 'entered', sentence: 'Entered by Signed Up' },
        { at, node: 'event-1', visit: 1, what: 'took', port: 'next', sentence: 'Went on' },
        { at, node: 'delay-2', visit: 1, what: 'rested', until: Date.parse('2026-11-03T08:00:00Z'), sentence: 'Waits' },
      ],
      run,
    )
    expect([...taken]).toEqual(['event-1:next'])
    expect(marks.get('delay-2')?.visit).toMatchObject({ reason: 'Waits', isHere: true, times: 1 })
    expect(marks.get('delay-2')?.visit?.at).toContain('3 Nov 2026')
    expect(marks.has('exit-3')).toBe(false)
  })
})
