package content

// Live gives a library that another can take the place of while it is being
// read: whoever holds it sees the new one from the next question on. Documents
// that were handed out before stay as they are.
func Live(l *Library) *Library {
	live := &Library{}
	live.now.Store(l)
	return live
}

// Replace puts another library in the place of the one that l, made by [Live],
// stands for. The two must not be the same.
func (l *Library) Replace(by *Library) { l.now.Store(by.standing()) }

// standing is the library that answers. Every method that looks at a field
// begins with it.
func (l *Library) standing() *Library {
	if now := l.now.Load(); now != nil {
		return now
	}
	return l
}
