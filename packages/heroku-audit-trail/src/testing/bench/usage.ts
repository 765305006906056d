/** Loaded by a process that prints its resource usage at its end. */
process.on('exit', () => process.stderr.write(JSON.stringify(process.resourceUsage())));
