package places
import ("testing";"fmt";"os";"bufio";"strings";"strconv")
func TestZMiss(t *testing.T){ g,_:=Load(); f,_:=os.Open("/tmp/miss.txt"); s:=bufio.NewScanner(f); n,top,in:=0,0,0
 for s.Scan(){ a,b,_:=strings.Cut(s.Text(),"="); lgd,_:=strconv.Atoi(b); if lgd==0 {continue}; r:=g.Find(a); n++; i,only:=ok(r,lgd); if only {top++}; if i {in++}; if !only { fmt.Print(a," want ",g.districts[lgd].Name,": "); for k,c:=range r { if k<4 { fmt.Print(c.Name,"/",c.Why," ",c.Score,"; ") } }; fmt.Println() } }
 fmt.Println(n,top,in) }
