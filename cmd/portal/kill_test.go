package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

// TestAKilledPortalLosesNoAcknowledgedTip kills the portal with SIGKILL at a
// random moment under load, again and again on the same folder. Every number
// that was given out must open its box; what was not acknowledged is sent
// again with the same key and must not be doubled.
func TestAKilledPortalLosesNoAcknowledgedTip(t *testing.T) {
	rounds := 3
	if heavy() {
		rounds = 30
	}
	data := t.TempDir()
	var mu sync.Mutex
	acked := map[string]string{} // key → number
	sent := map[string]bool{}
	post := func(c *child, client *http.Client, key string) (reached bool) {
		body := fmt.Sprintf(`{"language":"en","account":"Invented tip %s. Children are locked in a workshop.","place":{"text":"Agra"}}`, key)
		req := must(http.NewRequest(http.MethodPost, c.public+"/api/v1/tips", bytes.NewReader([]byte(body))))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", key)
		mu.Lock()
		sent[key] = true
		mu.Unlock()
		resp, err := client.Do(req)
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		var got struct{ Receipt string }
		if resp.StatusCode != http.StatusCreated || json.NewDecoder(resp.Body).Decode(&got) != nil || got.Receipt == "" {
			return true
		}
		mu.Lock()
		defer mu.Unlock()
		if old, ok := acked[key]; ok && old != got.Receipt {
			t.Errorf("one key has two numbers")
		}
		acked[key] = got.Receipt
		return true
	}
	for range rounds {
		c := startBinary(t, built(), data)
		post(c, &http.Client{Timeout: 30 * time.Second}, tips.NewToken()) // under load from the first moment
		var senders sync.WaitGroup
		stop := make(chan struct{})
		for range 4 {
			senders.Go(func() {
				client := &http.Client{Timeout: 10 * time.Second}
				for {
					select {
					case <-stop:
						return
					default:
						if !post(c, client, tips.NewToken()) {
							return
						}
					}
				}
			})
		}
		time.Sleep(time.Duration(50+rand.IntN(500)) * time.Millisecond)
		c.kill()
		close(stop)
		senders.Wait()
	}
	c := startBinary(t, built(), data)
	client := &http.Client{Timeout: 30 * time.Second}
	if len(acked) < rounds {
		t.Fatalf("only %d tips were acknowledged: the test proves nothing", len(acked))
	}
	lost := 0
	for key, number := range acked {
		if open(t, c, client, number) != http.StatusOK {
			lost++
			t.Errorf("the number of %s opens nothing", key)
		}
	}
	// The control: a made-up number with a right check digit opens nothing.
	if status := open(t, c, client, vault.NewNumber().Groups()); status != http.StatusNotFound {
		t.Errorf("a made-up number: %d", status)
	}
	again := 0
	for key := range sent {
		if _, ok := acked[key]; !ok {
			again++
			post(c, client, key)
			if _, ok := acked[key]; !ok {
				t.Errorf("%s is not taken when sent again", key)
			}
		}
	}
	if err := c.stop(); err != nil {
		t.Error(err)
	}
	h := must(openHouse(t.Context(), &Common{Data: data, Public: "x:1", Desk: "x:2"}, (&Common{}).logger(&world{stderr: &safeBuffer{}}), false))
	defer h.db.Close()
	events := 0
	for after := int64(0); ; {
		page := must(h.db.Events(t.Context(), after, 1000))
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			if e.Act == "tip.received" {
				events++
			}
			after = e.Seq
		}
	}
	if events != len(sent) {
		t.Errorf("%d forms became %d tips", len(sent), events)
	}
	if faults := must(h.db.Verify(t.Context())); len(faults) > 0 {
		t.Errorf("verify: %v", faults)
	}
	t.Logf("%d kills, %d acknowledged, %d lost, %d sent again", rounds, len(acked), lost, again)
}

func open(t *testing.T, c *child, client *http.Client, number string) int {
	t.Helper()
	body := must(json.Marshal(map[string]string{"receipt": number}))
	for range 200 {
		resp, err := client.Post(c.public+"/api/v1/mailbox", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
			return resp.StatusCode
		}
		time.Sleep(100 * time.Millisecond)
	}
	return http.StatusTooManyRequests
}
