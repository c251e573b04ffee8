import { expect, test } from 'vitest'
import { guardedMail, hasRemoteImages } from '../../../editor/pages/outbox/guardedMail.ts'

test('a mail loads no remote image before it is asked to, and never a script', () => {
  const closed = guardedMail('<p>Hi</p>', { showsImages: false })
  const open = guardedMail('<p>Hi</p>', { showsImages: true })
  expect(closed).toContain("default-src 'none'")
  expect(closed).toContain('img-src data:"')
  expect(open).toContain("default-src 'none'")
  expect(open).toContain('img-src data: https: http:"')
})

test('remote images are noticed wherever a mail names them', () => {
  for (const html of [
    '<img src="https://a.example/x.png">',
    "<img src='//a.example/x.png'>",
    '<td background=http://a.example/x.png>',
    '<div style="background:url( https://a.example/x.png)">',
  ])
    expect(hasRemoteImages(html), html).toBe(true)
  for (const html of [
    '<img src="data:image/png;base64,AA">',
    '<a href="https://a.example">',
    '<p>https://a.example</p>',
  ])
    expect(hasRemoteImages(html), html).toBe(false)
})
