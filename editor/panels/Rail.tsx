import { ActionIcon, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { words } from '../../shared/words/editor.ts'
import { icons } from './icons.ts'
import css from './Rail.module.css'

const pages = [
  { to: '/workflows', name: 'workflows' },
  { to: '/templates', name: 'templates' },
  { to: '/customers', name: 'customers' },
  { to: '/segments', name: 'segments' },
  { to: '/runs', name: 'runs' },
  { to: '/outbox', name: 'outbox' },
] as const

// What a phone's bar has no room for is behind More.
const besides: readonly string[] = ['templates', 'segments']

const nextScheme = { auto: 'light', light: 'dark', dark: 'auto' } as const

/** The slim rail at the left; on a phone, a bar at the bottom. */
export function Rail() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const SchemeIcon = icons[colorScheme]
  const Product = icons.product
  const Settings = icons.settings
  return (
    <nav className={css.rail} aria-label={words.rail.label}>
      <Tooltip label={words.rail.start} position="right">
        <Link to="/" className={css.product} aria-label={words.rail.start}>
          <Product size={16} strokeWidth={1.8} aria-hidden />
        </Link>
      </Tooltip>
      {pages.map(({ to, name }) => {
        const Icon = icons[name]
        return (
          <Tooltip key={to} label={words.rail[name]} position="right">
            <Link
              to={to}
              className={css.page}
              activeProps={{ className: css.on }}
              aria-label={words.rail[name]}
              data-beside={besides.includes(name) || undefined}
            >
              <Icon size={16} strokeWidth={1.6} aria-hidden />
              <span>{words.rail[name]}</span>
            </Link>
          </Tooltip>
        )
      })}
      <span className={css.space} />
      <Tooltip label={words.rail.theme[colorScheme]} position="right">
        <ActionIcon
          size={36}
          className={css.scheme}
          aria-label={words.rail.theme[colorScheme]}
          onClick={() => setColorScheme(nextScheme[colorScheme])}
        >
          <SchemeIcon size={16} strokeWidth={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={words.rail.settings} position="right">
        <Link
          to="/settings/$tab"
          params={{ tab: 'sources' }}
          activeOptions={{ includeSearch: false }}
          className={css.page}
          activeProps={{ className: css.on }}
          aria-label={words.rail.settings}
          data-beside
        >
          <Settings size={16} strokeWidth={1.6} aria-hidden />
          <span>{words.rail.settings}</span>
        </Link>
      </Tooltip>
      <More />
    </nav>
  )
}

/** On a phone: the pages that the bar has no room for. */
function More() {
  const Settings = icons.settings
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <UnstyledButton className={`${css.page} ${css.more}`} aria-label={words.rail.more}>
          <Ellipsis size={16} strokeWidth={1.6} aria-hidden />
          <span>{words.rail.moreShort}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pages
          .filter(({ name }) => besides.includes(name))
          .map(({ to, name }) => {
            const Icon = icons[name]
            return (
              <Menu.Item
                key={to}
                component={Link}
                to={to}
                leftSection={<Icon size={16} strokeWidth={1.6} aria-hidden />}
              >
                {words.rail[name]}
              </Menu.Item>
            )
          })}
        <Menu.Item
          leftSection={<Settings size={16} strokeWidth={1.6} aria-hidden />}
          renderRoot={(props) => <Link to="/settings/$tab" params={{ tab: 'sources' }} {...props} />}
        >
          {words.rail.settings}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
