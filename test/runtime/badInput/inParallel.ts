/** Does something with each item, a few at a time, and gives the results in order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<Result>,
  atOnce = 16,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await act(items[index]!, index)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}
