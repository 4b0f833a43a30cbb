let image = "x"; in { imgae = imgae; }
