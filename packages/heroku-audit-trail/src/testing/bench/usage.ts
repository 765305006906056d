/** What a process loads first, so that it tells in the end what it took. */
process.on('exit', () => process.stderr.write(JSON.stringify(process.resourceUsage())));
