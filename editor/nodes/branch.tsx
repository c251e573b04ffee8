import { ActionIcon, Group, Input, TextInput } from '@mantine/core'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { limits } from '../../shared/limits.ts'
import { nodes, type SettingsOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { AddButton } from '../fields/AddButton.tsx'
import { ConditionField } from '../fields/ConditionField.tsx'
import css from './Forms.module.css'
import { type NodeForm, nextPort } from './form.ts'

const { branch: labels } = words.forms
type Path = SettingsOf<'branch'>['paths'][number]

export const branch: NodeForm<'branch'> = ({ settings, onChange }) => {
  const paths: readonly Path[] = settings.paths ?? []
  const change = (next: readonly Path[]) => onChange({ ...settings, paths: next })
  const edit = (index: number, path: Path) => change(paths.with(index, path))
  return (
    <>
      {paths.map((path, index) => (
        <section key={path.port} className={css.part} aria-label={labels.path(index + 1)}>
          <Group gap={4} wrap="nowrap" align="flex-end">
            <TextInput
              flex={1}
              label={labels.path(index + 1)}
              placeholder={labels.titleHint}
              maxLength={limits.nameLength}
              value={path.title ?? ''}
              onChange={(event) => edit(index, titled(path, event.currentTarget.value))}
            />
            {index > 0 && (
              <ActionIcon aria-label={words.forms.moveUp} onClick={() => change(swapped(paths, index, index - 1))}>
                <ArrowUp size={14} aria-hidden />
              </ActionIcon>
            )}
            {index < paths.length - 1 && (
              <ActionIcon aria-label={words.forms.moveDown} onClick={() => change(swapped(paths, index, index + 1))}>
                <ArrowDown size={14} aria-hidden />
              </ActionIcon>
            )}
            {paths.length > 1 && (
              <ActionIcon
                aria-label={labels.remove(index + 1)}
                onClick={() => change(paths.filter((_, at) => at !== index))}
              >
                <Trash2 size={14} aria-hidden />
              </ActionIcon>
            )}
          </Group>
          <ConditionField
            label={labels.when}
            value={path.when}
            hasRun
            hasAudience
            isRequired
            onChange={(when) => when && edit(index, { ...path, when })}
          />
        </section>
      ))}
      <Input.Wrapper label={labels.path(paths.length + 1)} size="sm" labelElement="div">
        <div className={css.else}>{labels.else}</div>
      </Input.Wrapper>
      {paths.length < limits.branchPaths && (
        <AddButton
          onClick={() =>
            change([
              ...paths,
              {
                ...firstPath(),
                port: nextPort(
                  'path',
                  paths.map((path) => path.port),
                ),
              },
            ])
          }
        >
          {labels.add}
        </AddButton>
      )}
    </>
  )
}

const firstPath = (): Path => (nodes.branch.defaults() as SettingsOf<'branch'>).paths[0]!

function titled({ title: _, ...path }: Path, title: string): Path {
  return title ? { port: path.port, title, when: path.when } : path
}

const swapped = <Item,>(items: readonly Item[], a: number, b: number): readonly Item[] =>
  items.with(a, items[b] as Item).with(b, items[a] as Item)
