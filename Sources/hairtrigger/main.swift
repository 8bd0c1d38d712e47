print("hairtrigger")
