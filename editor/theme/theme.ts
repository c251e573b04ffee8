import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core'
import { words } from '../../shared/words/editor.ts'

const shades = (hue: number, chroma: number): MantineColorsTuple => {
  const steps = [0.97, 0.94, 0.88, 0.8, 0.7, 0.6, 0.52, 0.47, 0.42, 0.36]
  return steps.map((light) => `oklch(${light} ${(chroma * Math.min(1, (1 - light) * 2)).toFixed(3)} ${hue})`) as never
}

const closes = { 'aria-label': words.common.close }

const family = "'Inter Variable', 'Noto Sans Thai', 'Noto Sans SC', system-ui, sans-serif"

/** Mantine's components in the colours and sizes of theme/colors.css: one family, six sizes, a 4 px grid, radius 8. */
export const theme = createTheme({
  primaryColor: 'leaf',
  primaryShade: 6,
  colors: { leaf: shades(155, 0.12), red: shades(27, 0.17), amber: shades(75, 0.14) },
  white: 'oklch(1 0 0)',
  black: 'oklch(0.25 0.012 110)',
  fontFamily: family,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  headings: {
    fontFamily: family,
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px', lineHeight: '28px' }, h2: { fontSize: '16px', lineHeight: '24px' } },
  },
  cursorType: 'pointer',
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input)
    const isLeaf = !input.color || input.color === 'leaf'
    if (isLeaf && input.variant === 'filled')
      return { ...colors, background: 'var(--leaf)', hover: 'var(--leaf-hover)', color: 'var(--on-leaf)' }
    if (isLeaf && input.variant === 'subtle') return { ...colors, color: 'var(--leaf-ink)', hover: 'var(--leaf-soft)' }
    if (input.color === 'gray' && input.variant === 'subtle')
      return { ...colors, color: 'var(--ink-2)', hover: 'var(--hover)' }
    return colors
  },
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      vars: (_: unknown, { size }: { size?: string }) =>
        size === undefined || size === 'sm'
          ? { root: { '--button-height': '32px', '--button-padding-x': '12px' } }
          : {},
      styles: { root: { fontWeight: 500 } },
    },
    Input: {
      vars: (_: unknown, { size }: { size?: string }) =>
        size === undefined || size === 'sm' ? { wrapper: { '--input-height': '32px', '--input-fz': '13px' } } : {},
    },
    InputWrapper: {
      styles: {
        label: { fontSize: 12, lineHeight: '16px', fontWeight: 500, color: 'var(--ink-2)', marginBottom: 6 },
        description: { fontSize: 12, lineHeight: '16px', color: 'var(--ink-3)', marginBottom: 6 },
      },
    },
    ActionIcon: {
      defaultProps: { variant: 'subtle', color: 'gray', size: 32 },
      classNames: { root: 'quiet-when-disabled' },
    },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, comboboxProps: { shadow: 'md' } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false, events: { hover: true, focus: true, touch: false } } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', transitionProps: { duration: 140 }, closeButtonProps: closes },
      styles: {
        content: { background: 'var(--card)' },
        header: { background: 'var(--card)' },
        title: { fontWeight: 600 },
      },
    },
    Notification: { defaultProps: { closeButtonProps: closes } },
    Drawer: {
      defaultProps: { transitionProps: { duration: 160 }, closeButtonProps: closes },
      styles: {
        content: { background: 'var(--card)' },
        header: { background: 'var(--card)' },
        title: { fontWeight: 600 },
      },
    },
    Tabs: { styles: { tab: { fontSize: 13, padding: '8px 12px' } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
  },
})

const scheme = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--leaf-ink)',
  '--mantine-color-default': 'var(--card)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--red-ink)',
  '--mantine-color-disabled': 'var(--hover)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--leaf)',
  '--mantine-primary-color-filled-hover': 'var(--leaf-hover)',
  '--mantine-primary-color-light': 'var(--leaf-soft)',
  '--mantine-primary-color-light-hover': 'var(--leaf-soft)',
  '--mantine-primary-color-light-color': 'var(--leaf-ink)',
  '--mantine-primary-color-contrast': 'var(--on-leaf)',
  '--mantine-color-leaf-filled': 'var(--leaf)',
  '--mantine-color-leaf-filled-hover': 'var(--leaf-hover)',
  '--mantine-color-leaf-light': 'var(--leaf-soft)',
  '--mantine-color-leaf-light-hover': 'var(--leaf-soft)',
  '--mantine-color-leaf-light-color': 'var(--leaf-ink)',
  '--mantine-color-leaf-outline': 'var(--leaf)',
  '--mantine-color-leaf-text': 'var(--leaf-ink)',
  '--mantine-color-red-text': 'var(--red-ink)',
  '--mantine-color-red-light': 'var(--red-soft)',
  '--mantine-color-red-light-color': 'var(--red-ink)',
}

const dark = {
  // Mantine reads its dark greys by number: these are our own neutrals in its order, light to dark.
  ...Object.fromEntries(
    ['ink', 'ink-2', 'ink-3', 'ink-3', 'line-strong', 'line', 'card', 'paper', 'paper', 'paper'].map((name, shade) => [
      `--mantine-color-dark-${shade}`,
      `var(--${name})`,
    ]),
  ),
}

export const colorVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: scheme,
  dark: { ...scheme, ...dark },
})
