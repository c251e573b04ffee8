import { Button } from '@mantine/core'
import { useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import { guardedMail, hasRemoteImages } from './guardedMail.ts'
import css from './Message.module.css'

const words = pageWords.message

/** A mail in a frame that runs no script, submits no form, opens no page and loads nothing until somebody asks for its images. */
export function MailFrame({ html, subject }: { readonly html: string; readonly subject: string }) {
  const [showsImages, setShowsImages] = useState(false)
  return (
    <>
      {hasRemoteImages(html) && !showsImages && (
        <div className={css.images}>
          <span>{words.imagesBlocked}</span>
          <Button size="compact-sm" variant="default" onClick={() => setShowsImages(true)}>
            {words.showImages}
          </Button>
        </div>
      )}
      <iframe
        className={css.frame}
        title={words.frame(subject)}
        sandbox=""
        srcDoc={guardedMail(html, { showsImages })}
        referrerPolicy="no-referrer"
      />
    </>
  )
}
