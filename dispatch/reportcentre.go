package dispatch

import "slices"

// ReportCentre (群众举报中心) is the settings of how reports are taken: ten
// categories and the few who may know who reported.
type ReportCentre struct {
	Categories []ReportCategory `json:"categories"`
	Named      []string         `json:"named"` // usernames; none: all supervisors
}

// ReportCategory is what a report is about. The fixed ones are named in the
// founding document and stay as they are.
type ReportCategory struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Fixed  bool   `json:"fixed"`
	Active bool   `json:"active"`
}

// ReportCategories is how many categories the centre has.
const ReportCategories = 10

// Validate checks settings before they are kept: ten categories, the fixed ones
// first and untouched, and more than one person to decide on an unsealing.
func (c ReportCentre) Validate() error {
	if len(c.Categories) != ReportCategories {
		return FieldError("categories", "categories_ten", ReportCategories)
	}
	seen := map[string]bool{}
	for i, k := range c.Categories {
		fixed := DefaultReportCentre().Categories[i]
		switch {
		case fixed.Fixed && k != fixed, !fixed.Fixed && k.Fixed:
			return FieldError("categories", "category_fixed", fixed.Name)
		case k.Code == "" || seen[k.Code] || seen[k.Name]:
			return FieldError("categories", "category_twice", k.Name)
		}
		if err := title(k.Name); err != nil || len([]rune(k.Name)) > 20 {
			return FieldError("categories", "category_name", k.Name)
		}
		seen[k.Code], seen[k.Name] = true, true
	}
	switch named := unique(c.Named); {
	case len(named) != len(c.Named):
		return FieldError("named", "named_twice")
	case len(named) == 1:
		return FieldError("named", "named_alone")
	case len(named) > MaxNamed:
		return FieldError("named", "too_many", MaxNamed)
	}
	return nil
}

// has tells whether reports may be of the category.
func (c ReportCentre) has(code string) bool {
	return slices.ContainsFunc(c.Categories, func(k ReportCategory) bool { return k.Code == code && k.Active })
}

// Name is how a category is called.
func (c ReportCentre) Name(code string) string {
	for _, k := range c.Categories {
		if k.Code == code {
			return k.Name
		}
	}
	return ""
}

// ReportFacts is what a report says besides its words. The people it accuses are
// kept with the caller, apart from the ticket.
type ReportFacts struct {
	Category      string
	AccusedUnits  []string
	AccusedPeople []string
}

// validate lists the faults of what a report names.
func (f *ReportFacts) validate(add func(error)) {
	if f == nil {
		return
	}
	if len(f.AccusedPeople) > MaxRecused {
		add(FieldError("report.accused_people", "too_many", MaxRecused))
	}
	for _, p := range f.AccusedPeople {
		add(Plain("report.accused_people", p, 50))
	}
}
