//go:build !unix

package content

import "os"

func mapped(path string) ([]byte, error) { return os.ReadFile(path) }
