/** Which line of a text a place is on, from 1. Places are asked for in their order: each part of the text is counted once. */
export function linesOf(text: string): (index: number) => number {
  let [line, counted] = [1, 0]
  return (index) => {
    line += text.slice(counted, index).split('\n').length - 1
    counted = index
    return line
  }
}
