import { winnerOf } from '../../../shared/experiment.ts'
import type { NodeOf } from '../../../shared/workflow.ts'
import { countsFor } from '../crowd.ts'
import type { Store } from './store.ts'

const hour = 3_600_000

/** Rule 10: on the hour somebody looks at experiments that are out and still undecided, and whoever comes from then on takes a winner's path. */
export class Winners {
  /** By workflow, version and node. */
  readonly #paths = new Map<string, string>()
  #passed = 0

  pathOf(workflow: string, version: number, node: string): string | undefined {
    return this.#paths.get(`${workflow} ${version} ${node}`)
  }

  /** @param happens  what comes before an instant happens to everybody */
  reach(store: Store, until: number, happens: (before: number) => void): void {
    const last = Math.floor(until / hour) * hour
    while (this.#passed < last) {
      const undecided = this.#undecided(store)
      // Hours in which there is nothing to look for pass together.
      this.#passed = undecided.length > 0 ? this.#passed + hour : last
      if (undecided.length > 0) happens(this.#passed)
      for (const experiment of undecided) this.#look(store, experiment)
    }
  }

  #undecided(store: Store): Undecided[] {
    return store
      .listening()
      .flatMap(({ workflow, version, document }) =>
        document.nodes.flatMap((node) =>
          node.kind === 'experiment' && node.settings.takeOver && !this.pathOf(workflow, version, node.id)
            ? [{ name: `${workflow} ${version} ${node.id}`, settings: node.settings }]
            : [],
        ),
      )
  }

  #look({ tallies }: Store, { name, settings }: Undecided): void {
    const arms = settings.paths.map(({ port, percent }) => ({
      port,
      percent,
      exposed: countsFor * (tallies.get(`${name} exposed:${port}`) ?? 0),
      converted: countsFor * (tallies.get(`${name} converted:${port}`) ?? 0),
    }))
    const port = winnerOf(arms, settings.certainty / 100)
    if (port !== null) this.#paths.set(name, port)
  }
}

interface Undecided {
  readonly name: string
  readonly settings: NodeOf<'experiment'>['settings']
}
