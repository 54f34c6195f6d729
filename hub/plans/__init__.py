"""The bridge between what the hub knows and the planner: a lead's facts become signs, a planner's
numbers become a next touch with its reason. No statistics here; those are `hub/planner`."""
