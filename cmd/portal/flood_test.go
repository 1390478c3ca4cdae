package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mukti/tips"
)

// floodPlan is how the flood goes. PORTAL_TEST_FLOOD is how long, e.g. 3m;
// PORTAL_TEST_FLOOD_RATE how many tips a minute.
func floodPlan(t *testing.T) (long time.Duration, perMinute int) {
	t.Helper()
	long, perMinute = 35*time.Second, 1000
	if s := os.Getenv("PORTAL_TEST_FLOOD"); s != "" {
		long = must(time.ParseDuration(s))
	}
	if s := os.Getenv("PORTAL_TEST_FLOOD_RATE"); s != "" {
		perMinute = must(strconv.Atoi(s))
	}
	return long, perMinute
}

// flooder is the one address from which half of the flood comes, and with it a
// person who happens to stand behind the same one.
const flooder = "127.9.9.9"

// sender posts forms from an address of this machine's own, a connection each.
func sender(from string) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: time.Minute}
	return &http.Client{
		Timeout:       2 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return d.DialContext(ctx, network, strings.Replace(addr, "localhost", "127.0.0.1", 1))
		}},
	}
}

// postTip sends a form and gives where it leads.
func postTip(client *http.Client, public, account string, file []byte) (string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range map[string]string{"token": tips.NewToken(), "account": account, "place": "Agra", "remark": ""} {
		if err := w.WriteField(name, value); err != nil {
			return "", err
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("files", "photo.jpg")
		if err != nil {
			return "", err
		}
		if _, err := part.Write(file); err != nil {
			return "", err
		}
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	resp, err := client.Post(public+"/en/form", w.FormDataContentType(), &b)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	to := resp.Header.Get("Location")
	if resp.StatusCode != http.StatusSeeOther || strings.Contains(to, "e=") {
		return "", fmt.Errorf("%d, leads to %q", resp.StatusCode, to)
	}
	return to, nil
}

// told is what an honest person tells: not in the words of the next.
func told() string {
	any := func(of ...string) string { return of[rand.IntN(len(of))] }
	return fmt.Sprintf("%s %s %s %s. %s %s. %s",
		any("Two boys", "A girl of ten", "My cousin", "Some women", "A family from the hills", "Our neighbour's maid", "Nepali girls"),
		any("are locked", "is kept", "get no food", "must work all night", "cannot leave", "was sold", "is beaten"),
		any("in the godown", "at the dhaba", "in a flat", "on the farm", "near the station", "above the sweet shop", "at the stone quarry"),
		any("since Holi", "for three weeks", "since the contractor came", "all summer", "every night", "since their father died", "until the debt is paid"),
		any("The owner", "A man with a white van", "Her aunt", "The agent", "A policeman's brother", "The guard"),
		any("took their papers", "keeps the key", "asks for money", "says he will kill them", "brings men", "watches the door"),
		any("Please do not use my name.", "I saw it from the bus.", "Come quickly!", "I hear them cry.", "Nobody dares to speak.", "The number plate ends in 4471."))
}

var shownNumber = regexp.MustCompile(`id="receipt"[^>]*>(?:<[^>]*>)*([0-9]{6}) (?:<[^>]*>)*([0-9]{6}) (?:<[^>]*>)*([0-9]{6})`)

// numberAt reads the number on the page after sending.
func numberAt(client *http.Client, public, to string) (string, error) {
	resp, err := client.Get(public + to)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	m := shownNumber.FindSubmatch(body)
	if m == nil {
		return "", fmt.Errorf("%d: no number on the page", resp.StatusCode)
	}
	return string(bytes.Join(m[1:], []byte(" "))), nil
}

// waits are how long tips took, from the form to the redirection.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
	bad []string
}

func (w *waits) add(d time.Duration, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.bad = append(w.bad, err.Error())
		return
	}
	w.all = append(w.all, d)
}

func (w *waits) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.all) == 0 {
		return fmt.Sprintf("none taken, %d not", len(w.bad))
	}
	slices.Sort(w.all)
	at := func(p int) time.Duration { return w.all[min(len(w.all)-1, len(w.all)*p/100)].Round(time.Millisecond) }
	return fmt.Sprintf("%d taken, %d not; median %v, p95 %v, longest %v", len(w.all), len(w.bad), at(50), at(95), at(100))
}

// rss is the memory of a process in MiB.
func rss(pid int) int {
	status := must(os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)))
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return must(strconv.Atoi(strings.Fields(rest)[0])) >> 10
		}
	}
	return 0
}

// TestAFloodTakesNobodysPlace floods the portal from one address and from
// thousands, with files and without, beside one honest tip every two seconds
// from an address of its own and one from the flooder's. Every honest tip must
// be taken and open by its number; how long each took is a figure, no test.
func TestAFloodTakesNobodysPlace(t *testing.T) {
	if !heavy() || runtime.GOOS != "linux" { // elsewhere 127.0.0.1 is the one address
		t.Skip("a long walk: PORTAL_TEST_HEAVY=1 on Linux")
	}
	long, perMinute := floodPlan(t)
	c := startBinary(t, built(), t.TempDir())
	cellLink, _ := c.firstLinks()
	cell := c.enrol(cellLink, "cell")

	photo := slices.Concat([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), bytes.Repeat([]byte{7}, 200<<10))
	var flood, own, shared waits
	var numbers []string
	var mu sync.Mutex
	var under sync.WaitGroup
	stop := time.Now().Add(long)
	under.Go(func() { // the flood, by the clock, whatever becomes of each
		for i := 0; time.Now().Before(stop); i++ {
			from := flooder
			if i%2 == 0 {
				from = fmt.Sprintf("127.%d.%d.%d", 10+rand.IntN(200), rand.IntN(256), 1+rand.IntN(254))
			}
			// Nine in ten are copies of one text with small changes.
			account := fmt.Sprintf("Children are kept in the brick kiln near the river and beaten every night by the owner, case %d", i)
			if i%10 == 0 {
				account = strings.Repeat(fmt.Sprintf("%x ", rand.Uint64()), 20)
			}
			var file []byte
			if i%4 == 1 {
				file = photo
			}
			under.Go(func() {
				begin := time.Now()
				_, err := postTip(sender(from), c.public, account, file)
				flood.add(time.Since(begin), err)
			})
			time.Sleep(time.Minute / time.Duration(perMinute))
		}
	})
	honest := func(w *waits, from, account string) {
		client := sender(from)
		begin := time.Now()
		to, err := postTip(client, c.public, account, nil)
		w.add(time.Since(begin), err)
		if err != nil {
			return
		}
		number, err := numberAt(client, c.public, to)
		if err != nil {
			w.add(0, err)
			return
		}
		mu.Lock()
		numbers = append(numbers, number)
		mu.Unlock()
	}
	var memory []int
	sent := 0
	for ; time.Now().Before(stop); sent++ {
		memory = append(memory, rss(c.cmd.Process.Pid))
		account := told()
		from := fmt.Sprintf("127.250.%d.%d", sent/250, 1+sent%250)
		under.Go(func() { honest(&own, from, account) })
		under.Go(func() { honest(&shared, flooder, told()) })
		time.Sleep(2 * time.Second)
	}
	under.Wait()
	memory = append(memory, rss(c.cmd.Process.Pid))

	client := &http.Client{Timeout: time.Minute}
	for _, number := range numbers {
		if status := open(t, c, client, number); status != http.StatusOK {
			t.Errorf("an honest tip's number opens nothing: %d", status)
		}
	}
	if len(numbers) != 2*sent || len(own.bad)+len(shared.bad) > 0 {
		t.Errorf("%d honest tips sent, %d numbers; %v %v", 2*sent, len(numbers), own.bad, shared.bad)
	}
	if want := int(long.Minutes() * float64(perMinute) / 2); len(flood.all) < want {
		t.Errorf("only %d tips of the flood were taken: the test proves little", len(flood.all))
	}
	if len(flood.bad) > 0 {
		t.Errorf("%d words of the flood were not taken, e.g. %s", len(flood.bad), flood.bad[0])
	}
	// The copies are behind one of them: the officers see what differs.
	queue := cell.ok("/queue?" + url.Values{"all": {"1"}}.Encode())
	total := must(strconv.Atoi(strings.ReplaceAll(regexp.MustCompile(`([0-9,]+)`).FindString(queue.caption()), ",", "")))
	all := len(flood.all) + len(numbers)
	if total > all/2 {
		t.Errorf("%d tips are %d lines of the queue", all, total)
	}
	third := len(memory) / 3
	early, late := slices.Max(memory[:third+1]), slices.Max(memory[len(memory)-third-1:])
	if late > early+400 {
		t.Errorf("memory grows from %d to %d MiB", early, late)
	}
	t.Logf("%v at %d a minute", long, perMinute)
	t.Logf("the flood:                 %v", &flood)
	t.Logf("honest, own address:       %v", &own)
	t.Logf("honest, flooder's address: %v", &shared)
	t.Logf("memory: first third at most %d MiB, last third at most %d MiB", early, late)
	t.Logf("queue: %d tips are %d lines", all, total)
}

// caption is the line above the queue's table.
func (p page) caption() string {
	return p.byID("queue-caption")
}
