"""Parts of the window that know no table of ours."""
