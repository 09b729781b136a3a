"""About the program: version, build, licences, and the 诊断包 for whoever helps from afar."""
