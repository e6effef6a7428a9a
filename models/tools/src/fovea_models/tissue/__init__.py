"""The tissue bundle "carcinoma in the slide": data, encoder tuning, training, figures."""
