#!/usr/bin/env node
import { config } from 'dotenv'
import { runCommandLine } from './command-line.ts'

config({ quiet: true })
process.exitCode = await runCommandLine(process.argv.slice(2))
