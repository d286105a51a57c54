package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/sla"
)

type appealForm struct {
	Month    string `json:"month"`
	Unit     string `json:"unit"`
	No       string `json:"no"`
	Scope    string `json:"scope"`
	Code     string `json:"code"`
	Reason   string `json:"reason"`
	Evidence string `json:"evidence"`
	Events   []int  `json:"events"`
}

type decideForm struct {
	Approve *bool  `json:"approve"`
	Reason  string `json:"reason"`
}

// appealsView is the list; of exclusions of a month it carries the reasons that the
// month's scheme allows.
type appealsView struct {
	Items []appealView    `json:"items"`
	Codes []sla.Exclusion `json:"codes,omitempty"`
}

// list gives the appeals, those that wait first, then the newest; a unit sees its
// own.
func (s *server) listAppeals(kind sla.AdjustmentKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		month := c.Query("month")
		if _, _, err := sla.MonthBounds(month); month != "" && err != nil {
			return dispatch.FieldError("month", "month")
		}
		kept, err := loadAppeals(c.UserContext(), s.store, month)
		if err != nil {
			return err
		}
		unit, state, by := c.Query("unit"), c.Query("state"), actorOf(c)
		desk := s.appealDesk(c.UserContext(), by)
		v := appealsView{Items: []appealView{}}
		if kind == sla.AdjustExclusion && month != "" {
			ground, err := desk.ground(month)
			if err != nil {
				return err
			}
			v.Codes = ground.Scheme.AllowedExclusions()
		}
		for _, k := range kept {
			if k.Kind != kind || !k.For(by) || unit != "" && k.Unit != unit || state != "" && string(k.State) != state {
				continue
			}
			row, err := desk.view(k.Appeal)
			if err != nil {
				return err
			}
			v.Items = append(v.Items, row)
		}
		slices.SortStableFunc(v.Items, func(a, b appealView) int {
			if a, b := a.State == dispatch.AppealOpen, b.State == dispatch.AppealOpen; a != b {
				return cmp.Compare(one(b), one(a))
			}
			return b.AskedAt.Compare(a.AskedAt)
		})
		return c.JSON(v)
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// fileAppeal asks that something shall not count (申诉), or a ticket not at all
// (剔除).
func (s *server) fileAppeal(kind sla.AdjustmentKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		f, err := decode[appealForm](c)
		if err != nil {
			return err
		}
		if _, _, err := sla.MonthBounds(f.Month); err != nil {
			return dispatch.FieldError("month", "month")
		}
		ctx, by := c.UserContext(), actorOf(c)
		a := dispatch.Appeal{Kind: kind, Month: f.Month, No: f.No, Unit: f.Unit, Scope: f.Scope, Reason: f.Reason, Evidence: f.Evidence, Events: f.Events}
		if a.Kind == sla.AdjustExclusion {
			a.Scope, a.Code = sla.ScopeAll, f.Code
		}
		ground, err := s.Reports.AppealGround(ctx, a.Month)
		if err != nil {
			return err
		}
		others, err := Appeals(ctx, s.store, a.Month)
		if err != nil {
			return err
		}
		desk := s.appealDesk(ctx, by)
		t, events, err := desk.ticket(a.No)
		if err != nil {
			return err
		}
		if a.Reason, a.Evidence, err = s.withoutCaller(ctx, t, a.Reason, a.Evidence); err != nil {
			return err
		}
		if a, err = ground.File(a, others, events, by, s.now()); err != nil {
			return err
		}
		if err := PutAppeal(ctx, s.store, a, 0, s.now()); err != nil {
			return err
		}
		if err := s.tellAppeal(ctx, a, t, by, "_asked"); err != nil {
			return err
		}
		v, err := desk.view(a)
		if err != nil {
			return err
		}
		return c.Status(fiber.StatusCreated).JSON(v)
	}
}

// withoutCaller takes who called out of the words.
func (s *server) withoutCaller(ctx context.Context, t dispatch.Ticket, reason, evidence string) (string, string, error) {
	p, err := s.store.Person(ctx, t.No)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return "", "", err
	}
	return dispatch.Scrub(reason, p, t.IsSealed()), dispatch.Scrub(evidence, p, t.IsSealed()), nil
}

// tellAppeal writes the trail and tells those concerned.
func (s *server) tellAppeal(ctx context.Context, a dispatch.Appeal, t dispatch.Ticket, by dispatch.Actor, what string) error {
	s.audit(ctx, by, string(a.Kind)+what, a.ID(), string(a.State))
	err := s.store.Post(ctx, notify.OfAppeal(a, t, s.now()))
	s.Service.Wake()
	return err
}

// findAppeal reads the appeal of the route, if the reader may see it.
func (s *server) findAppeal(c *fiber.Ctx, kind sla.AdjustmentKind) (keptAppeal, error) {
	a, version, err := load[dispatch.Appeal](c.UserContext(), s.store, dispatch.KindAppeal, c.Params("id"))
	if err == nil && (a.Kind != kind || !a.For(actorOf(c))) || err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		err = dispatch.Errorf(dispatch.NotFound, "appeal_unknown")
	}
	return keptAppeal{a, version}, err
}

// decideAppeal upholds or rejects what was asked (裁定).
func (s *server) decideAppeal(kind sla.AdjustmentKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		k, err := s.findAppeal(c, kind)
		if err != nil {
			return err
		}
		f, err := decode[decideForm](c)
		if err != nil {
			return err
		}
		if f.Approve == nil {
			return dispatch.FieldError("approve", "required")
		}
		ctx, by := c.UserContext(), actorOf(c)
		desk := s.appealDesk(ctx, by)
		t, events, err := desk.ticket(k.No)
		if err != nil {
			return err
		}
		ground, err := s.Reports.AppealGround(ctx, k.Month)
		if err != nil {
			return err
		}
		effect, _ := ground.Effect(k.Appeal)
		a, err := k.Decide(*f.Approve, f.Reason, t, events, effect, by, s.now())
		if err != nil {
			return err
		}
		if _, a.Decision, err = s.withoutCaller(ctx, t, "", a.Decision); err != nil {
			return err
		}
		return s.settle(c, desk, a, k.version, t, "_decided")
	}
}

// withdrawAppeal takes back what was asked (撤回).
func (s *server) withdrawAppeal(kind sla.AdjustmentKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		k, err := s.findAppeal(c, kind)
		if err != nil {
			return err
		}
		desk := s.appealDesk(c.UserContext(), actorOf(c))
		t, _, err := desk.ticket(k.No)
		if err != nil {
			return err
		}
		a, err := k.Withdraw(actorOf(c), s.now())
		if err != nil {
			return err
		}
		return s.settle(c, desk, a, k.version, t, "_withdrawn")
	}
}

// settle keeps what became of an appeal, and answers with it.
func (s *server) settle(c *fiber.Ctx, desk *appealDesk, a dispatch.Appeal, version int, t dispatch.Ticket, what string) error {
	ctx := c.UserContext()
	if err := PutAppeal(ctx, s.store, a, version, s.now()); err != nil {
		return err
	}
	s.Reports.Adjusted(a.Month)
	if err := s.tellAppeal(ctx, a, t, actorOf(c), what); err != nil {
		return err
	}
	v, err := desk.view(a)
	if err != nil {
		return err
	}
	return c.JSON(v)
}
