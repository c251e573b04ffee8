import { useState } from 'react'

interface As<Typed, Value> {
  readonly show: (value: Value) => Typed
  /** What is meant by what is typed. */
  readonly read: (typed: Typed) => Value
}

/**
 * What stands in a field in which more can be typed than its value may be, such as half of it. When something else changes the value, as
 * undoing does, that is what stands there.
 */
export function useTyped<Typed, Value>(
  value: Value,
  { show, read }: As<Typed, Value>,
): [typed: Typed, setTyped: (typed: Typed) => void] {
  const [typed, setTyped] = useState(show(value))
  const [before, setBefore] = useState(value)
  if (value !== before) {
    setBefore(value)
    if (read(typed) !== value) setTyped(show(value))
  }
  return [typed, setTyped]
}
