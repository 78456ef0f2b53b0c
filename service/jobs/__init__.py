"""Work that outlives a request: the queue, solver processes, batches, the night, webhooks."""
