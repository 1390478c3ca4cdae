package tips

import "context"

type stillKey struct{}

// Still marks a request that nobody made: a page that asked for itself again.
// It must not keep a session from going idle at an empty desk.
func Still(ctx context.Context) context.Context { return context.WithValue(ctx, stillKey{}, true) }

func isStill(ctx context.Context) bool { return ctx.Value(stillKey{}) != nil }
