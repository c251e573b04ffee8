import { commandLine } from './commandLine.ts'
import { ofTheProcess } from './terminal.ts'

await commandLine(process.argv.slice(2), ofTheProcess)
