{ image = "x"; }.imgae
