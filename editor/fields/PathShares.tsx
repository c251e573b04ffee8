import { ActionIcon, Button, Group, NumberInput, TextInput } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { limits } from '../../shared/limits.ts'
import type { SharedPath } from '../../shared/nodes/split.ts'
import { words } from '../../shared/words/editor.ts'
import { nextPort } from '../nodes/form.ts'
import { AddButton } from './AddButton.tsx'
import css from './Fields.module.css'

interface Props {
  readonly paths: readonly SharedPath[]
  readonly onChange: (paths: readonly SharedPath[]) => void
}

const { split: labels } = words.forms

/** Paths and the share of customers that each gets: whole percentages that make 100. */
export function PathShares({ paths, onChange }: Props) {
  const total = paths.reduce((sum, { percent }) => sum + percent, 0)
  return (
    <>
      {paths.map((path, index) => (
        <Group key={path.port} gap={8} wrap="nowrap" align="flex-end">
          <TextInput
            flex={1}
            label={labels.path(index + 1)}
            placeholder={labels.titleHint}
            maxLength={limits.nameLength}
            value={path.title ?? ''}
            onChange={(event) => onChange(paths.with(index, titled(path, event.currentTarget.value)))}
          />
          <NumberInput
            aria-label={labels.percent(index + 1)}
            w={84}
            min={0}
            max={100}
            suffix=" %"
            allowDecimal={false}
            clampBehavior="strict"
            value={path.percent}
            onChange={(percent) => onChange(paths.with(index, { ...path, percent: Number(percent) }))}
          />
          {paths.length > 2 && (
            <ActionIcon
              aria-label={labels.remove(index + 1)}
              onClick={() => onChange(paths.filter((_, at) => at !== index))}
            >
              <Trash2 size={14} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Group gap={8} justify="space-between">
        {paths.length < limits.branchPaths && (
          <AddButton onClick={() => onChange([...paths, { port: nextPort('path', portsOf(paths)), percent: 0 }])}>
            {labels.add}
          </AddButton>
        )}
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(evenly(paths))}>
          {labels.evenly}
        </Button>
      </Group>
      {total !== 100 && (
        <p role="status" className={css.attention}>
          {labels.total(total)}
        </p>
      )}
    </>
  )
}

const portsOf = (paths: readonly SharedPath[]): string[] => paths.map(({ port }) => port)

function titled({ title: _, ...path }: SharedPath, title: string): SharedPath {
  return title ? { port: path.port, title, percent: path.percent } : path
}

/** The same share for each; what does not divide goes to the first ones. */
function evenly(paths: readonly SharedPath[]): readonly SharedPath[] {
  const [each, over] = [Math.floor(100 / paths.length), 100 % paths.length]
  return paths.map((path, index) => ({ ...path, percent: each + (index < over ? 1 : 0) }))
}
