"""The commands on cases: report and act, lists, and one case seen from all sides."""
