// The connection of the live numbers.
import { act, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { beginLiveAnew, useLive } from '../../editor/api/useLive.ts'

class Stream extends EventTarget {
  static readonly CLOSED = 2
  static readonly all: Stream[] = []
  readyState = 1
  constructor() {
    super()
    Stream.all.push(this)
  }
  close() {
    this.readyState = Stream.CLOSED
  }
}

function Shown() {
  return <p>{useLive().isOpen ? 'Connected' : 'Not connected'}</p>
}

const wait = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds))

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Stream)
  Stream.all.length = 0
  beginLiveAnew()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a connection that the browser gave up for good is made anew', async () => {
  render(<Shown />)
  act(() => void Stream.all.at(-1)!.dispatchEvent(new Event('open')))
  screen.getByText('Connected')
  const first = Stream.all.at(-1)!
  first.close()
  first.dispatchEvent(new Event('error'))
  await wait(1_500)
  expect(Stream.all).toHaveLength(2)
  Stream.all[1]!.close()
  Stream.all[1]!.dispatchEvent(new Event('error'))
  screen.getByText('Connected')
  await wait(10_000)
  screen.getByText('Not connected')
  act(() => void Stream.all[2]!.dispatchEvent(new Event('open')))
  screen.getByText('Connected')
})

test('one that the browser makes again by itself is left to it', async () => {
  render(<Shown />)
  Stream.all.at(-1)!.dispatchEvent(new Event('error'))
  await wait(20_000)
  expect(Stream.all).toHaveLength(1)
})
