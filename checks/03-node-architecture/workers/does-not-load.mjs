// A thread that ends before it can take a task.
throw new Error('this script does not load')
