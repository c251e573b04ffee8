import { Tooltip } from '@mantine/core'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { definitionOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { iconNamed } from '../panels/icons.ts'
import { canBeEntered, portsOf } from '../store/document.ts'
import css from './Card.module.css'
import { CardFooter } from './CardFooter.tsx'
import { detailOf, kindWord, titleOf, useNames } from './describe.ts'
import type { CardNode } from './flow.ts'

/** A step on the canvas: what it is, the sentence of what it does, and what is happening there. */
export const NodeCard = memo(function NodeCard({ data, selected, isConnectable }: NodeProps<CardNode>) {
  const { node, mark, isQuiet } = data
  const { group, icon } = definitionOf(node.kind)
  const Icon = iconNamed(icon)
  const names = useNames()
  const detail = detailOf(node, names)
  const ports = portsOf(node)
  const visit = mark?.visit
  return (
    <div
      className={css.card}
      data-selected={selected || undefined}
      data-quiet={isQuiet || undefined}
      data-here={visit?.isHere || undefined}
      data-node={node.id}
    >
      {canBeEntered(node) && (
        <Handle type="target" position={Position.Top} id="in" className={css.handle} isConnectable={isConnectable} />
      )}
      <div className={css.body}>
        <span className={`${css.square} tint-${group}`}>
          <Icon size={16} strokeWidth={1.6} aria-hidden />
        </span>
        <div className={css.text}>
          <small className={css.kind}>{kindWord(node.kind)}</small>
          <strong className={css.title}>{titleOf(node, names)}</strong>
          {detail && <small className={css.detail}>{detail}</small>}
        </div>
      </div>
      {visit ? (
        <footer className={css.visit}>
          <span>{visit.reason}</span>
          <time className="num">
            {visit.at}
            {visit.times > 1 && ` · ${words.trail.times(visit.times)}`}
          </time>
        </footer>
      ) : (
        <CardFooter node={node} />
      )}
      {mark?.problem && (
        <Tooltip label={mark.problem} multiline maw={280} withinPortal>
          <span className={css.problem} role="img" aria-label={words.canvas.problem(mark.problem)} />
        </Tooltip>
      )}
      {ports.map((port, index) => (
        <Handle
          key={port.id}
          type="source"
          position={Position.Bottom}
          id={port.id}
          className={css.handle}
          style={{ left: `${((index + 0.5) / ports.length) * 100}%` }}
          isConnectable={isConnectable}
        />
      ))}
      {node.note && <span className={css.note} title={node.note} />}
    </div>
  )
})
