import { ActionIcon, Button, Menu } from '@mantine/core'
import { Ellipsis, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { words } from '../../shared/words/editor.ts'
import { ChoiceToken } from './ChoiceToken.tsx'
import {
  type Grouping,
  groupOf,
  negatedIn,
  nested,
  opposite,
  type Tree,
  withAnother,
  withGrouping,
  withItem,
  withoutItem,
} from './condition.ts'
import css from './Fields.module.css'

interface Props<Leaf> {
  readonly tree: Tree<Leaf> | undefined
  readonly onChange: (tree: Tree<Leaf> | undefined) => void
  readonly newLeaf: () => Leaf
  readonly leaf: (leaf: Leaf, onChange: (leaf: Leaf) => void) => ReactNode
  /** What stands where nothing is asked yet. */
  readonly empty?: string
  readonly addLabel: string
  readonly isRequired?: boolean
  readonly depth?: number
}

const deepest = 5

/** A condition as a sentence: leaves joined by "and" or "or", groups inside, each removable, each with its opposite. */
export function GroupField<Leaf>({
  tree,
  onChange,
  newLeaf,
  leaf,
  empty,
  addLabel,
  isRequired,
  depth = 1,
}: Props<Leaf>) {
  const group = tree === undefined ? undefined : groupOf(tree)
  const items = tree === undefined ? [] : (group?.items ?? [tree])
  const by: Grouping = group?.by ?? 'all'
  const change = (index: number, item: Tree<Leaf>) => onChange(tree === undefined ? item : withItem(tree, index, item))
  const inner = (item: Tree<Leaf>, set: (item: Tree<Leaf>) => void, remove: () => void): ReactNode => {
    const negated = negatedIn(item)
    if (negated !== undefined)
      return (
        <>
          <span className={css.plainToken}>{words.condition.not}</span>{' '}
          {inner(negated, (next) => set({ not: next } as Tree<Leaf>), remove)}
        </>
      )
    if (groupOf(item))
      return (
        <GroupField
          tree={item}
          onChange={(next) => (next === undefined ? remove() : set(next))}
          newLeaf={newLeaf}
          leaf={leaf}
          addLabel={addLabel}
          depth={depth + 1}
        />
      )
    return leaf(item as Leaf, set as (leaf: Leaf) => void)
  }
  return (
    <div>
      <div className={css.sentence}>
        {items.length === 0 && <span className="quiet">{empty}</span>}
        {items.map((item, index) => {
          const remove = () => tree !== undefined && onChange(withoutItem(tree, index))
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
            <div key={index}>
              {index > 0 && (
                <span className={css.connector}>
                  <ChoiceToken
                    isPlain
                    title={words.condition.joinedBy}
                    value={by}
                    choices={[
                      { value: 'all', label: words.condition.and },
                      { value: 'any', label: words.condition.or },
                    ]}
                    onChange={(next) => tree !== undefined && onChange(withGrouping(tree, next))}
                  />
                </span>
              )}
              <div className={css.row}>
                {inner(item, (next) => change(index, next), remove)}
                <Menu position="bottom-end" withinPortal>
                  <Menu.Target>
                    <ActionIcon className={css.menu} size={24} aria-label={words.condition.menu}>
                      <Ellipsis size={14} aria-hidden />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => change(index, opposite(item))}>
                      {negatedIn(item) === undefined ? words.condition.negate : words.condition.affirm}
                    </Menu.Item>
                    {depth < deepest && (
                      <Menu.Item onClick={() => change(index, nested(item, newLeaf(), by))}>
                        {words.condition.nest}
                      </Menu.Item>
                    )}
                    {!(isRequired && items.length === 1) && (
                      <Menu.Item color="red" onClick={remove}>
                        {words.common.remove}
                      </Menu.Item>
                    )}
                  </Menu.Dropdown>
                </Menu>
              </div>
            </div>
          )
        })}
      </div>
      <Button
        className={css.add}
        variant="subtle"
        size="compact-sm"
        leftSection={<Plus size={14} aria-hidden />}
        onClick={() => onChange(withAnother(tree, newLeaf()))}
      >
        {addLabel}
      </Button>
    </div>
  )
}
