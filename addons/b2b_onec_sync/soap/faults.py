def fault_error(f): raise NotImplementedError
