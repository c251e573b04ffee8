import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef } from 'react'

/**
 * Fits a drawing again when the window became another: a phone that was turned, or a window that was made narrower. A panel that
 * opens or a keyboard that slides in is no reason to move what somebody looks at.
 */
export function useRefit(fit: () => void): void {
  const width = useRef(window.innerWidth)
  const settle = useDebouncedCallback(() => {
    if (Math.abs(window.innerWidth - width.current) < noticeable) return
    width.current = window.innerWidth
    fit()
  }, 150)
  useEffect(() => {
    window.addEventListener('resize', settle)
    return () => window.removeEventListener('resize', settle)
  }, [settle])
}

const noticeable = 64
