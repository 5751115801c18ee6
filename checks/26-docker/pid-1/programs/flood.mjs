// Prints 1,000,000 bytes and ends.
process.stdout.write('x'.repeat(1_000_000))
