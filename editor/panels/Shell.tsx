import { Outlet } from '@tanstack/react-router'
import { words } from '../../shared/words/editor.ts'
import { Rail } from './Rail.tsx'
import css from './Shell.module.css'
import { StoreBanner } from './StoreBanner.tsx'

/** Rail and page. What is inside `data-scroll` scrolls; the builder fills it and scrolls nothing. */
export function Shell() {
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#page">
        {words.rail.skip}
      </a>
      <Rail />
      <div className={css.side}>
        <StoreBanner />
        <main id="page" className={css.page} data-scroll tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  )
}
